package dev.evodb.rivals.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// What the rounds say of one of our peers and a rival at one recall. `ratio` is ours over the rival's,
/// taken round by round; it is empty if one of the two does not reach the recall.
public record Verdict(String ours, String rival, double recall, Spread ratio, Spread anchor, String text) {
    /// Fewer rounds than these carry no verdict.
    public static final int LEAST_ROUNDS = 3;

    /// Compares rates of the same rounds.
    public static Verdict of(
            String ours, List<OptionalDouble> ourRates, String rival, List<OptionalDouble> rivalRates, double recall) {
        List<OptionalDouble> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(ourRates.size(), rivalRates.size()); round++) {
            OptionalDouble us = ourRates.get(round);
            OptionalDouble them = rivalRates.get(round);
            if (us.isPresent() && them.isPresent()) {
                ratios.add(OptionalDouble.of(us.getAsDouble() / them.getAsDouble()));
            }
        }
        Spread ratio = Spread.of(ratios);
        Spread anchor = Spread.of(rivalRates);
        return new Verdict(ours, rival, recall, ratio, anchor, text(ours, rival, ratio, anchor, Spread.of(ourRates)));
    }

    private static String text(String ours, String rival, Spread ratio, Spread anchor, Spread own) {
        if (anchor.isEmpty()) {
            return rival + " does not reach it";
        }
        if (own.isEmpty()) {
            return ours + " does not reach it";
        }
        if (anchor.isTooWide()) {
            return String.format(
                    Locale.ROOT, "no verdict: %s's own rounds differ by %.0f %%", rival, 100 * anchor.relative());
        }
        if (ratio.rounds() < LEAST_ROUNDS) {
            return String.format(
                    Locale.ROOT, "no verdict: %d of %d rounds, %.2fx", ratio.rounds(), LEAST_ROUNDS, ratio.median());
        }
        return String.format(
                Locale.ROOT,
                "%.2fx (%.2f-%.2f of %d rounds)",
                ratio.median(),
                ratio.least(),
                ratio.most(),
                ratio.rounds());
    }
}
