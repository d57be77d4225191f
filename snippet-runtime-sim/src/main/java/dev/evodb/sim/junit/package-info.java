/// Budgets of snippets in JUnit tests. Needs `junit-jupiter-api` on the class path, which this module
/// does not bring along.
@NullMarked
package dev.evodb.sim.junit;

import org.jspecify.annotations.NullMarked;
