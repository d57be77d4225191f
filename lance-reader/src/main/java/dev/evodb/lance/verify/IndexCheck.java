package dev.evodb.lance.verify;

import java.io.IOException;

/// Looks into the files of one kind of index, whose columns are known to decode.
///
/// Kinds of indices are an open set: whoever can search one can say what must hold in it. Exceptions of
/// the reader that a check lets out become findings.
public interface IndexCheck {
    /// Whether this is the one for that segment.
    boolean isFor(IndexSegment segment);

    /// Reports what does not hold to `findings`.
    void check(IndexSegment segment, Findings findings) throws IOException;
}
