/// Where the files of a table are: a folder of the local machine here, servers in
/// [dev.evodb.lance.io.remote], behind one interface.
@NullMarked
package dev.evodb.lance.io;

import org.jspecify.annotations.NullMarked;
