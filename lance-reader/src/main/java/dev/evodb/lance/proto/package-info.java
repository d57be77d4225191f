/// Protobuf messages, read field by field into records, with the file offset of everything.
@NullMarked
package dev.evodb.lance.proto;

import org.jspecify.annotations.NullMarked;
