package dev.evodb.cli.deploy;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.snippet.SnippetBundle;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A snippet as it is to be in `zone`: its modules, of which the first is the main one, and its rule.
public record PlannedSnippet(String zone, SnippetName name, List<Module> modules, SnippetRule rule) {
    /// A zone that nobody has named yet.
    public static final String NO_ZONE = "ZONE_ID";

    /// One file, named as imports name it. The bytes are not copied.
    public record Module(String file, byte[] content) {
        public Module {
            if (!file.matches("[A-Za-z0-9._-]{1,100}")) {
                throw new IllegalArgumentException(
                        "a module's file must be named with letters, digits and ._-, got \"" + file + '"');
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Module(String otherFile, byte[] otherContent)
                    && file.equals(otherFile)
                    && Arrays.equals(content, otherContent);
        }

        @Override
        public int hashCode() {
            return file.hashCode() * 31 + Arrays.hashCode(content);
        }
    }

    /// @throws IllegalArgumentException if the zone is no zone id, or the modules have not all
    ///     different names
    /// @throws LimitExceededException if they are larger than a snippet may be
    public PlannedSnippet {
        modules = List.copyOf(modules);
        if (!zone.equals(NO_ZONE) && !zone.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("a zone is named by the 32 hex digits of its id, got \"" + zone + '"');
        }
        Set<String> files = new HashSet<>();
        long bytes = 0;
        for (Module module : modules) {
            bytes += module.content().length;
            if (!files.add(module.file())) {
                throw new IllegalArgumentException("snippet " + name + " has two modules " + module.file());
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("snippet " + name + " has no module");
        }
        if (bytes > SnippetBundle.PACKAGE_BYTES) {
            throw new LimitExceededException(
                    "snippet package bytes", SnippetBundle.PACKAGE_BYTES, bytes, Location.of(name.text()));
        }
    }

    public String mainModule() {
        return modules.getFirst().file();
    }

    /// All modules together.
    public int bytes() {
        return modules.stream().mapToInt(module -> module.content().length).sum();
    }
}
