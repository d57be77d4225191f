/// Pages to columns: mini-block, full-zip and constant pages, levels, and the rebuild of lists and structs.
@NullMarked
package dev.evodb.lance.decode;

import org.jspecify.annotations.NullMarked;
