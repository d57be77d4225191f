package dev.evodb.chain.jvm.json;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A text is no chain: it is not JSON, has another form, or its steps do not fit together. Says where.
public final class ChainFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final Position at;
    private final @Nullable String step;

    ChainFormatException(Position at, @Nullable String step, String problem, @Nullable Throwable cause) {
        super((step == null ? "" : "step " + step + ": ") + problem + " (" + at + ")", cause);
        this.at = at;
        this.step = step;
    }

    public Position at() {
        return at;
    }

    /// The step to blame, if the problem lies in one that has an id.
    public Optional<String> step() {
        return Optional.ofNullable(step);
    }
}
