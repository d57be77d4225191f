package dev.evodb.lance.manifest;

/// Another place that holds files of the table; `id` is what data files refer to. `path` is absolute and
/// belongs to the machine of the writer. `name` is empty if there is none.
///
/// Source: lance `protos/table.proto`, message `BasePath`.
public record BasePath(int id, String name, boolean isDatasetRoot, String path) {}
