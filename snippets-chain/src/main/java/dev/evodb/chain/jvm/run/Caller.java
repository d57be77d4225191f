package dev.evodb.chain.jvm.run;

import java.io.IOException;

/// Calls snippets: in this process, over HTTP, or however else. Thread-safe.
@FunctionalInterface
public interface Caller {
    /// The body of the answer, which must not change any more. Blocks; ends soon after its thread is
    /// interrupted, because the run waits for that.
    ///
    /// @throws CallFailedException if the snippet answered otherwise
    /// @throws IOException if it could not be reached
    /// @throws InterruptedException if the call was given up
    Value call(Call call) throws IOException, InterruptedException;
}
