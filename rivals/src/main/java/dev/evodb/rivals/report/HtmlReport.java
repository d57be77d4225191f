package dev.evodb.rivals.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A comparison as one page that needs nothing else, for light and dark screens.
public final class HtmlReport {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>EvoDB and its rivals</title>
            <style>
            :root { color-scheme: light dark; --paper: #ffffff; --ink: #1c1e21; --soft: #5f6670; --grid: #e3e6ea;
              --c0: #1257b8; --c1: #c2410c; --c2: #0f766e; --c3: #9333ea; --c4: #a16207; --c5: #be185d; --c6: #4d7c0f;
              --c7: #475569; }
            @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e6e8eb; --soft: #9aa3ad; --grid: #2b3138;
              --c0: #6ea8fe; --c1: #fb923c; --c2: #2dd4bf; --c3: #c084fc; --c4: #facc15; --c5: #f472b6; --c6: #a3e635;
              --c7: #a8b3c2; } }
            body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
              max-width: 1180px; padding: 0 1rem; }
            h1 { font-size: 1.4rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
            p, li { color: var(--soft); } .wide { overflow-x: auto; }
            svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; } svg text { fill: var(--soft); }
            svg .grid { stroke: var(--grid); } svg .lead { stroke: var(--grid); } svg .ours { font-weight: 700; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .85rem; white-space: nowrap; }
            th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid var(--grid); }
            th:first-child, td:first-child { text-align: left; } th { font-weight: 600; }
            tr.ours td:first-child { font-weight: 700; }
            </style>
            """;

    private HtmlReport() {}

    public static void write(Path file, Comparison comparison) throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("<h1>").append(escape(comparison.set())).append("</h1>\n<p>");
        page.append(escape(comparison.conditions())).append("</p>\n");
        page.append(RatePlot.svg(comparison));
        page.append("<h2>Rates at equal recall</h2>\n");
        table(page, Cells.rates(comparison), comparison);
        page.append("<h2>Ours over theirs</h2>\n");
        table(page, Cells.verdicts(comparison), comparison);
        if (!comparison.scaling().isEmpty()) {
            page.append("<h2>Batches and threads</h2>\n");
            list(page, comparison.scaling());
        }
        page.append("<h2>How</h2>\n");
        list(page, Cells.legend(comparison));
        Files.writeString(file, page.append("</html>\n"));
    }

    private static void table(StringBuilder page, List<List<String>> rows, Comparison comparison) {
        page.append("<div class=\"wide\"><table>\n");
        for (int i = 0; i < rows.size(); i++) {
            String cell = i == 0 ? "th" : "td";
            String name = rows.get(i).getFirst();
            boolean isOurs = comparison.results().stream()
                    .anyMatch(result -> result.isOurs() && result.peer().equals(name));
            page.append(isOurs ? "<tr class=\"ours\">" : "<tr>");
            for (String text : rows.get(i)) {
                page.append('<')
                        .append(cell)
                        .append('>')
                        .append(escape(text))
                        .append("</")
                        .append(cell)
                        .append('>');
            }
            page.append("</tr>\n");
        }
        page.append("</table></div>\n");
    }

    private static void list(StringBuilder page, List<String> lines) {
        page.append("<ul>\n");
        for (String line : lines) {
            page.append("<li>").append(escape(line)).append("</li>\n");
        }
        page.append("</ul>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
