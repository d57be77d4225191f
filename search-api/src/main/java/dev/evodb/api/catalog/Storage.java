package dev.evodb.api.catalog;

import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.util.List;

/// Where tables are: folders below a root. A path is the names of folders from the root, each as
/// [#folders] gave it. Thread-safe.
public interface Storage {
    /// The names of the folders directly below `path`, in no particular order; none if there is no such
    /// folder.
    List<String> folders(List<String> path) throws IOException;

    /// The files of the table in the folder at `path`.
    TableStore table(List<String> path) throws IOException;
}
