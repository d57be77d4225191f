package dev.evodb.lance.verify;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.IOException;
import java.util.List;

/// A segment of an index, with the names of the files it consists of.
public record IndexSegment(LanceDataset dataset, IndexMetadata metadata, List<String> files, ReadLimits limits) {
    public IndexSegment {
        files = List.copyOf(files);
    }

    /// The last part of its type: `VectorIndexDetails`, `BTreeIndexDetails`; empty in old tables.
    public String kind() {
        String url = metadata.detailsTypeUrl();
        return url.substring(url.lastIndexOf('.') + 1);
    }

    /// Opens one of its files, which the caller closes.
    public LanceFile open(String name) throws IOException {
        return dataset.indexFile(metadata, name);
    }
}
