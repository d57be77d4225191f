package dev.evodb.cli;

import java.nio.file.Path;

/// Where this program is installed.
final class Installation {
    /// Set by the launcher to the folder that it is in.
    private static final String HOME = "evodb.home";

    private Installation() {}

    /// The folder with `samples`; the current one if nobody says otherwise.
    static Path home() {
        return Path.of(System.getProperty(HOME, ""));
    }
}
