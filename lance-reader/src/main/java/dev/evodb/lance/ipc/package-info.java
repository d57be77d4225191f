/// Arrow's IPC file format: the framing around the buffers of record batches, checked before anything
/// trusts it.
@NullMarked
package dev.evodb.lance.ipc;

import org.jspecify.annotations.NullMarked;
