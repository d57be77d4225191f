/// Reports of measured snippets: one self-contained HTML page, and JSON.
@NullMarked
package dev.evodb.sim.report;

import org.jspecify.annotations.NullMarked;
