package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `evodb sim` on a snippet that is not ours.
class SimCommandTest {
    @TempDir
    Path folder;

    private Path snippet(String body) throws IOException {
        return Files.writeString(
                folder.resolve("hand.js"), "export default { async fetch(request) { " + body + " } };");
    }

    private Object[] sim(Path file, Object... more) {
        Object[] fixed = {
            "sim", file, "--calibration", folder.resolve("none"), "--request", "https://snippet.example/?q=1"
        };
        Object[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return all;
    }

    private static final String GET = "const r = await fetch('https://store.example/object',"
            + " {headers: {range: 'bytes=0-3'}}); return new Response(r.status + await r.text());";

    @Test
    void judgesAnyFileAndWritesAPage() throws IOException {
        Files.createDirectories(folder.resolve("store"));
        Files.writeString(folder.resolve("store/object"), "0123456789");
        Path page = folder.resolve("report.html");
        CliRun run = CliRun.of(sim(
                snippet(GET),
                "--origin",
                "store.example=" + folder.resolve("store"),
                "--mode",
                "cold",
                "--report",
                page,
                "--profile",
                "business"));
        assertEquals(0, run.code(), run.err() + run.out());
        assertTrue(run.out().contains("verdict: pass"), run.out());
        assertTrue(run.out().contains("not calibrated: no forecast"), run.out());
        assertTrue(run.out().contains("cold, 9 requests"), run.out());
        assertTrue(Files.readString(page).contains("within budget"));
    }

    @Test
    void endsWithCode4WhereTheInterpreterNeedsTooLong() throws IOException {
        CliRun run = CliRun.of(sim(
                snippet("let s = 0; for (let i = 0; i < 1e6; i++) s = (s * 31 + i) | 0; return new Response('' + s);"),
                "--mode",
                "interpreter",
                "--json"));
        assertEquals(4, run.code(), run.err());
        JsonNode report = run.json();
        assertEquals("fail", report.get("verdict").textValue());
        assertEquals("red", report.at("/margins/cpu").textValue());
        assertFalse(report.get("calibrated").booleanValue());
        assertTrue(report.get("forecastMs").isNull());
        assertTrue(
                report.get("violations")
                        .get(0)
                        .textValue()
                        .startsWith("1203 without a compiler: CPU microseconds limit"),
                run.out());
    }

    @Test
    void takesAnotherLimitOfCpuTime() throws IOException {
        Path any = snippet("return new Response(JSON.stringify(Array(99).fill(1)));");
        CliRun tight = CliRun.of(sim(any, "--cpu-millis", "0.001", "--json"));
        assertEquals(4, tight.code(), tight.err());
        assertEquals("evodb+cpu1", tight.json().get("profile").textValue());
        CliRun wide = CliRun.of(sim(any, "--cpu-millis", "20000", "--json"));
        assertEquals(0, wide.code(), wide.out());
        CliRun none = CliRun.of(sim(any, "--cpu-millis", "0"));
        assertEquals(2, none.code());
        assertEquals("sim: --cpu-millis must be from 0.001 to 60000, got 0.0\n", none.err());
    }

    @Test
    void faultsAndSeedsReachTheNetwork() throws IOException {
        Files.createDirectories(folder.resolve("store"));
        Files.writeString(folder.resolve("store/object"), "0123456789");
        CliRun run = CliRun.of(sim(
                snippet(GET),
                "--origin",
                "store.example=" + folder.resolve("store"),
                "--network",
                "edge",
                "--seed",
                "7",
                "--fault",
                "503:object"));
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("503"), run.out());
    }

    @Test
    void namesWhatIsWrongWithItsOptions() throws IOException {
        CliRun origin = CliRun.of(sim(snippet(GET), "--origin", "store.example"));
        assertEquals(2, origin.code());
        assertEquals("sim: --origin must be HOST=FOLDER, got store.example\n", origin.err());
        CliRun fault = CliRun.of(sim(snippet(GET), "--fault", "200"));
        assertEquals(2, fault.code());
        CliRun nothing = CliRun.of("sim");
        assertEquals(2, nothing.code());
        assertEquals("sim: a pack folder or a snippet file is missing\n", nothing.err());
    }
}
