/// The peers: which driver each is, how it is started, and whether it is installed.
@NullMarked
package dev.evodb.rivals.peer;

import org.jspecify.annotations.NullMarked;
