package dev.evodb.namespace;

import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.catalog.S3Storage;
import dev.evodb.api.catalog.Storage;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.error.ApiException;
import dev.evodb.lance.io.remote.RemoteOptions;
import dev.evodb.lance.io.remote.S3Options;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the tables of a namespace are: a `folder` of this machine, or the prefix of a bucket that `text`
/// names. `text` does not end in a slash, but for the root of a file system.
record Root(String text, Optional<Path> folder, Storage storage) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

    /// The folder or prefix that `root` names: a path, a `file://` or an `s3://` URI.
    ///
    /// @throws ApiException (400) if it names neither, or no folder that there is
    static Root of(String root, StorageProperties s3) throws IOException {
        var scheme = SCHEME.matcher(root);
        if (!scheme.matches()) {
            return ofFolder(root, path(root));
        }
        return switch (scheme.group(1)) {
            case "s3" -> ofBucket(root, s3.s3());
            case "file" -> ofFolder(root, fileOf(root));
            default -> throw ApiException.invalid("root has to be a folder or an s3:// URI, got " + root);
        };
    }

    private static Root ofBucket(String root, S3Options s3) {
        String text = root.replaceAll("/+$", "");
        try {
            return new Root(text, Optional.empty(), new S3Storage(text, s3, RemoteOptions.create()));
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("root " + root + ": " + e.getMessage());
        }
    }

    private static Root ofFolder(String root, Path folder) throws IOException {
        try {
            LocalStorage storage = new LocalStorage(folder);
            Path real = folder.toRealPath();
            return new Root(real.toString(), Optional.of(real), storage);
        } catch (NoSuchFileException e) {
            throw ApiException.invalid("root " + root + " is no folder");
        }
    }

    private static Path path(String root) {
        try {
            return Path.of(root);
        } catch (InvalidPathException e) {
            throw ApiException.invalid("root is no path of a folder: " + e.getReason());
        }
    }

    private static Path fileOf(String root) {
        try {
            return Path.of(new URI(root));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw ApiException.invalid("root " + root + " is no URI of a folder: " + e.getMessage());
        }
    }

    /// Where a table is, as Lance's own libraries open it.
    String location(TableId id) {
        return folder.isPresent()
                ? folder.get().resolve(Catalog.location(id)).toString()
                : text + "/" + Catalog.location(id);
    }

    /// As [#location], as a URI.
    String uri(TableId id) {
        if (folder.isPresent()) {
            String uri = folder.get().resolve(Catalog.location(id)).toUri().toASCIIString();
            return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        }
        try {
            int slash = text.indexOf('/', "s3://".length());
            String bucket = text.substring("s3://".length(), slash < 0 ? text.length() : slash);
            String prefix = slash < 0 ? "" : text.substring(slash);
            return new URI("s3", bucket, prefix + "/" + Catalog.location(id), null).toASCIIString();
        } catch (URISyntaxException e) {
            throw ApiException.unsupported("the place of table " + id + " cannot be told as a URI");
        }
    }
}
