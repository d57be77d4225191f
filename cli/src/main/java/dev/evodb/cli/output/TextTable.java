package dev.evodb.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows of text in aligned columns. Keeps all rows: for answers that a person reads, not for scans of
/// whole tables.
public final class TextTable {
    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] isRightAligned;

    /// A head that starts with `>` is right-aligned, as numbers want to be.
    public TextTable(List<String> heads) {
        this.heads = heads.stream()
                .map(head -> head.startsWith(">") ? head.substring(1) : head)
                .toList();
        this.isRightAligned = new boolean[heads.size()];
        for (int i = 0; i < heads.size(); i++) {
            isRightAligned[i] = heads.get(i).startsWith(">");
        }
    }

    /// Adds a row with one cell a head.
    public void add(String... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + heads.size() + " heads");
        }
        rows.add(List.of(cells));
    }

    /// Prints heads, if any is not empty, and rows, each behind `indent`.
    public void print(PrintWriter out, String indent) {
        int[] widths = new int[heads.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = width(heads.get(c));
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], width(row.get(c)));
            }
        }
        if (heads.stream().anyMatch(head -> !head.isEmpty())) {
            printRow(out, indent, heads, widths);
        }
        for (List<String> row : rows) {
            printRow(out, indent, row, widths);
        }
    }

    private void printRow(PrintWriter out, String indent, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder(indent);
        for (int c = 0; c < widths.length; c++) {
            String pad = " ".repeat(widths[c] - width(cells.get(c)));
            line.append(c == 0 ? "" : "  ");
            line.append(isRightAligned[c] ? pad + cells.get(c) : cells.get(c) + pad);
        }
        out.println(line.toString().stripTrailing());
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
