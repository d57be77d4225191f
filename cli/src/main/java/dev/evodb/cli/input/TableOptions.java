package dev.evodb.cli.input;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which table, and which version of it.
public final class TableOptions {
    @Parameters(index = "0", paramLabel = "URI", description = "The table: a folder or a file: URI.")
    private String uri = "";

    @Option(names = "--version", paramLabel = "N", description = "The version of that number; default: the newest.")
    private @Nullable String version;

    @Option(names = "--tag", paramLabel = "T", description = "The version with that tag.")
    private @Nullable String tag;

    @Option(names = "--branch", paramLabel = "B", description = "The branch of that name; default: the main one.")
    private @Nullable String branch;

    @Option(
            names = "--base",
            paramLabel = "PREFIX=FOLDER",
            description = "Allow files that the table keeps below PREFIX, and read them in FOLDER. May be repeated.")
    private Map<String, String> bases = Map.of();

    public String uri() {
        return uri;
    }

    /// Opens the table; the caller closes it.
    ///
    /// @throws UnsupportedFeatureException for remote tables
    public LanceDataset open() throws IOException {
        return LanceDataset.open(folder(uri), options());
    }

    /// The files of the table.
    ///
    /// @throws UnsupportedFeatureException for remote tables
    public TableStore store() throws IOException {
        return LocalFolder.open(folder(uri));
    }

    /// Which version to open, and which files outside of the table to allow.
    ///
    /// @throws UnsupportedFeatureException for remote folders of `--base`
    public OpenOptions options() throws IOException {
        OpenOptions options = OpenOptions.DEFAULT;
        if (tag != null) {
            options = options.withTag(tag);
        }
        if (branch != null) {
            options = options.withBranch(branch);
        }
        if (version != null) {
            options = options.withVersion(parseVersion(version));
        }
        for (Map.Entry<String, String> base : bases.entrySet()) {
            options = options.withBase(base.getKey(), folder(base.getValue()));
        }
        return options;
    }

    /// The folder that `uri` names.
    ///
    /// @throws UnsupportedFeatureException for schemes other than `file`
    public static Path folder(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        if (lower.startsWith("file:")) {
            try {
                return Path.of(new URI(uri));
            } catch (URISyntaxException | IllegalArgumentException e) {
                throw new IllegalArgumentException("not a file: URI of a folder: " + uri, e);
            }
        }
        int scheme = lower.indexOf("://");
        if (scheme > 1) {
            throw new UnsupportedFeatureException(
                    "table location", lower.substring(0, scheme) + "://", "a folder or a file: URI", Location.of(uri));
        }
        try {
            return Path.of(uri);
        } catch (java.nio.file.InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason(), e);
        }
    }

    private static long parseVersion(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--version must be a number, got " + text, e);
        }
    }
}
