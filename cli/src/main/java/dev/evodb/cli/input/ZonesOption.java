package dev.evodb.cli.input;

import dev.evodb.sim.Zones;
import picocli.CommandLine.Option;

/// In which zones hostnames are.
public final class ZonesOption {
    @Option(
            names = "--zones",
            paramLabel = "Z",
            description = "Where hostnames are: each in a zone of its own; one for all; or the domains of the zones,"
                    + " separated by commas. Default: ${DEFAULT-VALUE}.")
    private String zones = "each";

    /// The zones that the option names: `each`, `one`, or domains separated by commas.
    ///
    /// @throws IllegalArgumentException if one of them is no domain
    public Zones zones() {
        return switch (zones) {
            case "each" -> Zones.EACH;
            case "one" -> Zones.ONE;
            default -> Zones.of(zones.split(",", -1));
        };
    }
}
