package dev.evodb.cli.input;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which table, and which version of it.
public final class TableOptions {
    @Parameters(
            index = "0",
            paramLabel = "URI",
            description = "The table: a folder, file:, http(s):// or s3://bucket/prefix.")
    private String uri = "";

    @Option(names = "--version", paramLabel = "N", description = "The version of that number; default: the newest.")
    private @Nullable String version;

    @Option(names = "--tag", paramLabel = "T", description = "The version with that tag.")
    private @Nullable String tag;

    @Option(names = "--branch", paramLabel = "B", description = "The branch of that name; default: the main one.")
    private @Nullable String branch;

    @Option(
            names = "--base",
            paramLabel = "PREFIX=URI",
            description = "Allow files that the table keeps below PREFIX, and read them at URI. May be repeated.")
    private Map<String, String> bases = Map.of();

    @Mixin
    private StoreSettings stores = new StoreSettings();

    /// As it was given, without what a URL may carry in secret.
    public String uri() {
        return new TableUri(uri).withoutSecrets();
    }

    /// The folder of this machine; nothing for other places.
    public Optional<Path> folder() {
        TableUri place = new TableUri(uri);
        return place.isLocal() ? Optional.of(place.folder()) : Optional.empty();
    }

    /// Opens the table; the caller closes it.
    ///
    /// @throws dev.evodb.error.UnsupportedFeatureException for places that are none of these
    public LanceDataset open() throws IOException {
        return LanceDataset.open(store(), options());
    }

    /// The files of the table.
    ///
    /// @throws dev.evodb.error.UnsupportedFeatureException for places that are none of these
    public TableStore store() throws IOException {
        return new TableUri(uri).open(stores);
    }

    /// Which version to open, and which files outside of the table to allow.
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
            options = options.withBase(base.getKey(), new TableUri(base.getValue()).open(stores));
        }
        return options;
    }

    private static long parseVersion(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--version must be a number, got " + text, e);
        }
    }
}
