/// Packs and their snippets as the command deals with them: folders, simulated deployments, answers,
/// recall.
@NullMarked
package dev.evodb.cli.edge;

import org.jspecify.annotations.NullMarked;
