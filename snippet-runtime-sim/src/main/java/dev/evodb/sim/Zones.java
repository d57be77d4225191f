package dev.evodb.sim;

import dev.evodb.sim.net.Origin;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// Which zone a hostname belongs to, and whether a snippet's subrequest to its own zone bypasses the
/// snippets there, so that the origin answers it.
///
/// A zone is named by its domain and has the hostnames at and below it; of two that fit the longer one
/// counts. A hostname in none is a zone of its own, and so are all of them in [#EACH].
///
/// Cloudflare's engineers said so of Workers (a fetch to the own zone goes to its origin, one to another
/// zone runs the Worker there); nothing is documented for snippets. What a snippet fetches from its own
/// hostname goes to the origin in any case.
///
/// @param domains    of the zones, lower-case
/// @param isOne      whether there is one zone with all hostnames, whatever the domains
/// @param isBypassed whether a subrequest to the own zone bypasses its snippets
public record Zones(List<String> domains, boolean isOne, boolean isBypassed) {
    /// Every hostname is a zone of its own.
    public static final Zones EACH = new Zones(List.of(), false, true);

    /// All hostnames are in one zone.
    public static final Zones ONE = new Zones(List.of(), true, true);

    private static final int MOST_LENGTH = 253;

    /// @throws IllegalArgumentException if a domain is none
    public Zones {
        domains = List.copyOf(new TreeSet<>(domains));
        for (String domain : domains) {
            if (!domain.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?") || domain.length() > MOST_LENGTH) {
                throw new IllegalArgumentException("a zone must be a lower-case domain, got \"" + domain + '"');
            }
        }
    }

    /// Zones of these domains.
    public static Zones of(String... domains) {
        return new Zones(List.of(domains), false, true);
    }

    /// The same zones on a platform that runs the snippets of the own zone.
    public Zones withSameZoneRuns() {
        return new Zones(domains, isOne, false);
    }

    /// The zone of `host`: its domain, the hostname itself where that is a zone of its own, or empty if
    /// there is one zone only.
    public String zone(String host) {
        if (isOne) {
            return "";
        }
        String name = host.toLowerCase(Locale.ROOT);
        Optional<String> longest = domains.stream()
                .filter(domain -> name.equals(domain) || name.endsWith("." + domain))
                .max((a, b) -> Integer.compare(a.length(), b.length()));
        return longest.orElse(name);
    }

    /// What answers where a snippet at `to` was bypassed and no origin stands behind it: nothing, with
    /// the reason.
    public Origin absent(String from, String to) {
        String why = from.equals(to)
                ? "its own requests to it"
                : "requests from " + from + ", which is in its zone" + (isOne ? "" : " " + zone(to));
        return request -> {
            throw new IOException("no origin at " + to + ", and " + why + " bypass the snippet there");
        };
    }

    /// Whether a subrequest of the snippet at `from` to the snippet at `to` goes to the origin instead.
    public boolean isBypassed(String from, String to) {
        return from.equals(to) || (isBypassed && zone(from).equals(zone(to)));
    }
}
