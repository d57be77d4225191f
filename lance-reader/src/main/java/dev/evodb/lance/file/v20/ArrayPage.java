package dev.evodb.lance.file.v20;

import dev.evodb.error.Location;

/// One page of a file column: its items `[firstItem, firstItem + items)`, how they are encoded, and the
/// page's buffers. Below a list, items are the elements of all lists; else they are rows.
///
/// `at` names column and page and points at the page's metadata.
public record ArrayPage(Location at, long firstItem, long items, ArrayEncoding encoding, Extents buffers) {}
