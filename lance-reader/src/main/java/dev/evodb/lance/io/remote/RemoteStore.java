package dev.evodb.lance.io.remote;

import dev.evodb.lance.io.TableStore;

/// A table behind HTTP, with what its requests came to. Needs no closing: connections that nobody uses go
/// away by themselves.
public sealed interface RemoteStore extends TableStore permits HttpFolder, S3Folder {
    /// Since the store was made; the difference of two is what happened in between.
    RequestStats stats();

    /// Where the store keeps blocks of its objects.
    BlockCache cache();
}
