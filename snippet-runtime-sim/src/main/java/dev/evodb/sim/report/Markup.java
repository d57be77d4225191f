package dev.evodb.sim.report;

import java.util.Locale;

/// Text for HTML and SVG.
final class Markup {
    private Markup() {}

    /// `text` where markup is read: element content and quoted attributes.
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
            }
        }
        return out.toString();
    }

    /// A position or length of a drawing.
    static String px(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String millis(double value) {
        return figure(value) + " ms";
    }

    /// A number of milliseconds without its unit.
    static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    static String micros(long micros) {
        return millis(micros / 1000.0);
    }

    static String bytes(long value) {
        return bytes((double) value);
    }

    static String bytes(double value) {
        if (value < 1024) {
            return String.format(Locale.ROOT, "%.0f B", value);
        }
        return value < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", value / 1024)
                : String.format(Locale.ROOT, "%.2f MiB", value / (1 << 20));
    }
}
