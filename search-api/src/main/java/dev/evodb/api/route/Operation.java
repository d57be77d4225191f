package dev.evodb.api.route;

import java.io.IOException;

/// What is done for a route.
@FunctionalInterface
public interface Operation {
    /// Answers `call`. Whatever is thrown before the answer is on its way becomes the answer.
    void run(Call call) throws IOException;
}
