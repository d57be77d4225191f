/// Versions of a table: manifests, fragments, data files, index descriptions, read into records.
@NullMarked
package dev.evodb.lance.manifest;

import org.jspecify.annotations.NullMarked;
