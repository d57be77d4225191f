package dev.evodb.api.catalog;

import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.io.remote.RemoteOptions;
import dev.evodb.lance.io.remote.S3Folder;
import dev.evodb.lance.io.remote.S3Options;
import java.io.IOException;
import java.util.List;

/// Tables below a prefix of a bucket. All of them share one cache of blocks.
public final class S3Storage implements Storage {
    private final String uri;
    private final S3Options s3;
    private final RemoteOptions options;
    private final S3Folder root;

    /// The prefix at `s3://bucket/prefix`.
    ///
    /// @throws IllegalArgumentException if `uri` is of another form
    public S3Storage(String uri, S3Options s3, RemoteOptions options) {
        this.root = S3Folder.open(uri, s3, options);
        this.uri = root.name();
        this.s3 = s3;
        this.options = options;
    }

    @Override
    public List<String> folders(List<String> path) throws IOException {
        return root.folders(String.join("/", path));
    }

    @Override
    public TableStore table(List<String> path) {
        return S3Folder.open(uri + "/" + String.join("/", path), s3, options);
    }
}
