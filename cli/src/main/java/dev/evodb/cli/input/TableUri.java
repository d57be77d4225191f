package dev.evodb.cli.input;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.io.remote.HttpFolder;
import dev.evodb.lance.io.remote.RemoteOptions;
import dev.evodb.lance.io.remote.S3Folder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/// Where a table is, as the command line says it: a folder, a `file:` URI, `http(s)://` or
/// `s3://bucket/prefix`.
public record TableUri(String text) {
    /// Opens the store; `settings` say where S3 is and who asks.
    ///
    /// @throws UnsupportedFeatureException for other schemes
    /// @throws IllegalArgumentException if the text is not of the form of its scheme
    public TableStore open(StoreSettings settings) throws IOException {
        return switch (scheme()) {
            case "http", "https" -> HttpFolder.open(text, RemoteOptions.create());
            case "s3" -> S3Folder.open(text, settings.s3(), RemoteOptions.create());
            default -> LocalFolder.open(folder());
        };
    }

    /// Whether this is a path or a `file:` URI.
    public boolean isLocal() {
        return scheme().isEmpty() || scheme().equals("file");
    }

    /// The folder or file of this machine.
    ///
    /// @throws UnsupportedFeatureException for schemes other than `file`
    public Path folder() {
        String scheme = scheme();
        if (scheme.equals("file")) {
            try {
                return Path.of(new URI(text));
            } catch (URISyntaxException | IllegalArgumentException e) {
                throw new IllegalArgumentException("not a file: URI of a folder: " + text, e);
            }
        }
        if (!scheme.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "table location",
                    scheme + "://",
                    "a folder, file:, http://, https:// or s3://",
                    Location.of(withoutSecrets()));
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason(), e);
        }
    }

    /// The text without what a URL may carry in secret: user name and query.
    public String withoutSecrets() {
        boolean isUrl = text.contains("://");
        return isUrl ? text.replaceFirst("[?#].*", "").replaceFirst("//[^/]*@", "//") : text;
    }

    /// In lower case; empty for a path.
    private String scheme() {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("file:")) {
            return "file";
        }
        int end = lower.indexOf("://");
        return end > 1 ? lower.substring(0, end) : "";
    }
}
