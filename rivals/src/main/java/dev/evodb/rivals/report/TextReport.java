package dev.evodb.rivals.report;

import java.io.PrintWriter;
import java.util.List;

/// A comparison as lines of text.
public final class TextReport {
    private TextReport() {}

    /// Prints tables in columns.
    public static void print(PrintWriter out, Comparison comparison) {
        out.println(comparison.set());
        out.println(comparison.conditions());
        out.println();
        table(out, Cells.rates(comparison));
        out.println();
        table(out, Cells.verdicts(comparison));
        out.println();
        comparison.scaling().forEach(out::println);
        Cells.legend(comparison).forEach(out::println);
    }

    /// Prints rows with columns of one width, the first row as the head; what begins with a digit is set
    /// to the right.
    public static void table(PrintWriter out, List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : pad + row.get(i)).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
