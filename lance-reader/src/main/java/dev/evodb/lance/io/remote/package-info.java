/// Tables behind HTTP: plain servers with ranges, and S3. Requests are signed, bounded in time, repeated
/// with care, joined where ranges lie close together, and counted; blocks of objects are cached.
@NullMarked
package dev.evodb.lance.io.remote;

import org.jspecify.annotations.NullMarked;
