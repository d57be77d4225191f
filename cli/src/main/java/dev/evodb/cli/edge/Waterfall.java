package dev.evodb.cli.edge;

import dev.evodb.cli.output.TextTable;
import dev.evodb.sim.Hop;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// The hops of one request as a table: when on the virtual clock, and what each invocation was billed.
public final class Waterfall {
    private Waterfall() {}

    /// Prints one row an invocation, indented by depth, and one a group of plain fetches.
    public static void print(PrintWriter out, Invocation root, String indent) {
        TextTable table = new TextTable(List.of(
                "hop",
                ">start ms",
                ">end ms",
                ">CPU ms",
                ">live KiB",
                ">peak KiB",
                ">subrequests",
                ">bytes",
                "outcome"));
        add(table, root, "");
        table.print(out, indent);
    }

    private static void add(TextTable table, Invocation invocation, String depth) {
        table.add(
                depth + invocation.host() + (invocation.isCold() ? " (cold)" : ""),
                millis(invocation.startMicros()),
                millis(invocation.endMicros()),
                String.format(Locale.ROOT, "%.2f", invocation.cpuNanos() / 1e6),
                invocation.liveMemoryBytes().isPresent()
                        ? Long.toString(invocation.liveMemoryBytes().getAsLong() >> 10)
                        : "-",
                Long.toString(invocation.peakMemoryBytes() >> 10),
                Integer.toString(invocation.subrequests()),
                Long.toString(invocation.bytesFetched()),
                switch (invocation.outcome()) {
                    case Outcome.Answered answered -> Integer.toString(answered.status());
                    case Outcome.Refused refused -> "error " + refused.code().number();
                });
        for (Hop hop : invocation.hops()) {
            if (hop.invocation().isPresent()) {
                add(table, hop.invocation().get(), depth + "  ");
            } else {
                table.add(
                        depth + "  " + hop.method() + " " + hop.url().replaceFirst("^https?://", ""),
                        millis(hop.startMicros()),
                        millis(hop.endMicros()),
                        "",
                        "",
                        "",
                        "",
                        Long.toString(hop.bytes()),
                        hop.error().isEmpty() ? Integer.toString(hop.status()) : hop.error());
            }
        }
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1000.0);
    }
}
