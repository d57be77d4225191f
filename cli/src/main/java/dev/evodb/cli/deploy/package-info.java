/// A deployment as a value (snippets with their rules, objects, cache rules), and what is done with it.
@NullMarked
package dev.evodb.cli.deploy;

import org.jspecify.annotations.NullMarked;
