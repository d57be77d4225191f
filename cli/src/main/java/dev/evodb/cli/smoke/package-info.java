/// Asks a deployment whether it answers what the JVM answers.
@NullMarked
package dev.evodb.cli.smoke;

import org.jspecify.annotations.NullMarked;
