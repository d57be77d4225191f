package dev.evodb.api.query;

/// How plans are laid out.
final class PlanText {
    private PlanText() {}

    /// `lines` as what stands below another line.
    static String indented(String lines) {
        return lines.indent(2).stripTrailing();
    }
}
