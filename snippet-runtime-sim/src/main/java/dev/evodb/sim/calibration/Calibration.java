package dev.evodb.sim.calibration;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// How the CPU time of a fresh isolate's request in workerd follows from that in the simulator, on one
/// machine:
///
/// `workerd = factor × simulator + requestMillis + fetchingMillis + subrequestMillis × subrequests`
///
/// `fetchingMillis` only for a request that fetches at all. It and `subrequestMillis` may be negative:
/// the simulator's platform is JavaScript, which costs more without a compiler than workerd's native one.
///
/// Fitted without a compiler, where both engines repeat themselves, and without the evaluation of the
/// module, which workerd does before the request. It says what workerd would need here, not what
/// Cloudflare's machines need.
///
/// @param engine         name and version of the simulator's engine, without its tiers
/// @param workerd        version of the reference
/// @param cpuModel       of the machine that both ran on
/// @param worstResidual  of the fit and of what it was checked on, as a share of the measured time
public record Calibration(
        String engine,
        String workerd,
        String cpuModel,
        double factor,
        double requestMillis,
        double fetchingMillis,
        double subrequestMillis,
        double worstResidual) {
    private static final String INTERPRETER = " interpreter";

    private static final int UNKNOWNS = 4;

    /// One snippet in both engines.
    public record Pair(double simulatorMillis, double workerdMillis, int subrequests) {}

    /// Where it is kept unless somebody says otherwise: `.evodb/calibration.properties` in the user's
    /// home.
    public static Path standardFile() {
        return Path.of(System.getProperty("user.home", "."), ".evodb", "calibration.properties");
    }

    /// Fits `pairs` by least squares of relative errors.
    ///
    /// @throws IllegalArgumentException if there are fewer pairs than unknowns, or they do not tell the
    ///     unknowns apart
    public static Calibration fit(String engine, String workerd, String cpuModel, List<Pair> pairs) {
        if (pairs.size() < UNKNOWNS) {
            throw new IllegalArgumentException(UNKNOWNS + " pairs are needed, got " + pairs.size());
        }
        double[] solution = LeastSquares.solve(pairs.stream()
                .map(pair -> new double[] {
                    pair.simulatorMillis() / pair.workerdMillis(),
                    1 / pair.workerdMillis(),
                    (pair.subrequests() > 0 ? 1 : 0) / pair.workerdMillis(),
                    pair.subrequests() / pair.workerdMillis()
                })
                .toArray(double[][]::new));
        return new Calibration(
                        withoutTiers(engine), workerd, cpuModel, solution[0], solution[1], solution[2], solution[3], 0)
                .checkedOn(pairs);
    }

    /// The same with the worst residual over `pairs`, which need not be what was fitted.
    public Calibration checkedOn(List<Pair> pairs) {
        double worst = pairs.stream()
                .mapToDouble(pair ->
                        Math.abs(forecastMillis(pair.simulatorMillis(), pair.subrequests()) - pair.workerdMillis())
                                / pair.workerdMillis())
                .max()
                .orElse(0);
        return new Calibration(
                engine, workerd, cpuModel, factor, requestMillis, fetchingMillis, subrequestMillis, worst);
    }

    /// What the first request of an isolate would take in workerd that took `simulatorMillis` of CPU time
    /// here, both without the evaluation of the module.
    public double forecastMillis(double simulatorMillis, int subrequests) {
        double platform = subrequests == 0 ? 0 : fetchingMillis + subrequestMillis * subrequests;
        return Math.max(0, factor * simulatorMillis + requestMillis + platform);
    }

    /// Whether it was made with this engine on this kind of processor; otherwise it says nothing.
    public boolean isFor(String engineName, String processor) {
        return engine.equals(withoutTiers(engineName)) && cpuModel.equals(processor);
    }

    /// Writes it, with the folders above `file`.
    public void save(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("engine", engine);
        properties.setProperty("workerd", workerd);
        properties.setProperty("cpuModel", cpuModel);
        properties.setProperty("factor", Double.toString(factor));
        properties.setProperty("requestMillis", Double.toString(requestMillis));
        properties.setProperty("fetchingMillis", Double.toString(fetchingMillis));
        properties.setProperty("subrequestMillis", Double.toString(subrequestMillis));
        properties.setProperty("worstResidual", Double.toString(worstResidual));
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(out, "simulator to workerd, by 'evodb sim calibrate'");
        }
    }

    /// Reads what `save` wrote; empty if there is no such file.
    ///
    /// @throws IOException if the file cannot be read or is not a calibration
    public static Optional<Calibration> load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        }
        return Optional.of(new Calibration(
                text(properties, "engine", file),
                text(properties, "workerd", file),
                text(properties, "cpuModel", file),
                number(properties, "factor", file),
                number(properties, "requestMillis", file),
                number(properties, "fetchingMillis", file),
                number(properties, "subrequestMillis", file),
                number(properties, "worstResidual", file)));
    }

    private static String text(Properties properties, String key, Path file) throws IOException {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IOException(file + " is no calibration: " + key + " is missing");
        }
        return value;
    }

    private static double number(Properties properties, String key, Path file) throws IOException {
        String value = text(properties, key, file);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IOException(file + " is no calibration: " + key + " is " + value, e);
        }
    }

    private static String withoutTiers(String engineName) {
        return engineName.endsWith(INTERPRETER)
                ? engineName.substring(0, engineName.length() - INTERPRETER.length())
                : engineName;
    }
}
