/// Files of version 0.1: a page table, batches of rows, and fields found in them by their ids.
@NullMarked
package dev.evodb.lance.file.v01;

import org.jspecify.annotations.NullMarked;
