/// Where the files of a table are: a folder of the local machine, behind an interface that other stores fit.
@NullMarked
package dev.evodb.lance.io;

import org.jspecify.annotations.NullMarked;
