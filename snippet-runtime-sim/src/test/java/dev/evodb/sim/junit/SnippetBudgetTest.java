package dev.evodb.sim.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.evodb.sim.Invocation;
import dev.evodb.sim.Mode;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.net.FaultRule;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The extension on tests that JUnit's launcher runs: what they do with and without a kept budget.
class SnippetBudgetTest {
    private static final String HAND_WRITTEN = """
            // Not ours: adds a header to what the origin says, and counts bytes.
            export default {
                async fetch(request) {
                    const answer = await fetch('https://store.example/object');
                    const work = Number(new URL(request.url).searchParams.get('work') ?? 0);
                    let sum = 0;
                    for (let i = 0; i < work; i++) sum = (sum * 31 + i) | 0;
                    return new Response(await answer.text() + ' ' + sum, { headers: { 'x-seen-by': 'snippet' } });
                }
            };
            """;

    private static final Map<String, String> OUTCOMES = new TreeMap<>();

    @TempDir
    static Path reports;

    static class Cases {
        private static BudgetedSimulator prepared(BudgetedSimulator edge) {
            return edge.snippet("snippet.example", new SnippetModule("main.js", HAND_WRITTEN))
                    .origin("store.example", new MemoryOrigin().object("/object", "stored"));
        }

        private static String text(Invocation invocation) {
            return new String(invocation.answered().body(), StandardCharsets.UTF_8);
        }

        @Test
        @SnippetBudget(profile = "business", cpuMillis = 50)
        void keeps(BudgetedSimulator edge) {
            assertEquals("stored 0", text(prepared(edge).invoke(SnippetRequest.get("https://snippet.example/"))));
        }

        @Test
        @SnippetBudget(profile = "business", cpuMillis = 5)
        void needsTooMuchCpu(BudgetedSimulator edge) {
            prepared(edge).invoke(SnippetRequest.get("https://snippet.example/?work=1000000"));
        }

        @Test
        @SnippetBudget(cpuMillis = 50, subrequests = 0)
        void fetchesTooOften(BudgetedSimulator edge) {
            prepared(edge).invoke(SnippetRequest.get("https://snippet.example/"));
        }

        @Test
        @SnippetBudget(cpuMillis = 50, mode = Mode.COLD)
        void measuresNineIsolatesUnderFaults(BudgetedSimulator edge) {
            prepared(edge).network(NetworkPlan.edge(1).withFaults(List.of(FaultRule.of("503@0.5"))));
            edge.invoke(SnippetRequest.get("https://snippet.example/"));
        }

        @Test
        @SnippetBudget
        void failsByItself(BudgetedSimulator edge) {
            assertEquals("other", text(prepared(edge).invoke(SnippetRequest.get("https://snippet.example/"))));
        }

        @Test
        @SnippetBudget(profile = "platinum")
        void namesNoProfile(BudgetedSimulator edge) {
            edge.limits();
        }
    }

    @BeforeAll
    static void run() {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Cases.class))
                .configurationParameter("evodb.sim.reports", reports.toString())
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    OUTCOMES.put(
                            test.getDisplayName().replaceAll("\\(.*", ""),
                            result.getThrowable().map(Throwable::getMessage).orElse("passed"));
                }
            }
        });
    }

    @Test
    void passesATestThatKeepsItsBudget() {
        assertEquals("passed", OUTCOMES.get("keeps"));
        assertEquals("passed", OUTCOMES.get("measuresNineIsolatesUnderFaults"));
    }

    @Test
    void failsATestThatNeedsTooMuchCpuAndSaysHowMuch() {
        String message = String.valueOf(OUTCOMES.get("needsTooMuchCpu"));
        assertTrue(
                message.startsWith("the snippet is over its budget:" + System.lineSeparator()
                        + "  1203 without a compiler: CPU microseconds limit is 5000, needed "),
                message);
        assertTrue(message.contains("subrequests 1 of 3"), message);
    }

    @Test
    void failsATestThatBreaksAnotherLimit() {
        String message = String.valueOf(OUTCOMES.get("fetchesTooOften"));
        assertTrue(message.contains("1202 at snippet.example: subrequests limit is 0, used 1"), message);
    }

    @Test
    void leavesATestAloneThatFailsByItself() {
        assertEquals("expected: <other> but was: <stored 0>", OUTCOMES.get("failsByItself"));
    }

    @Test
    void refusesAnUnknownProfile() {
        assertTrue(
                String.valueOf(OUTCOMES.get("namesNoProfile"))
                        .contains("profile must be evodb, pro, business or enterprise, got platinum"),
                OUTCOMES::toString);
    }

    @Test
    void writesAReportOfEveryMeasuredTest() throws Exception {
        String page = Files.readString(reports.resolve("Cases.keeps_BudgetedSimulator.html"));
        assertTrue(page.contains("within budget"));
        String json = Files.readString(reports.resolve("Cases.needsTooMuchCpu_BudgetedSimulator.json"));
        assertTrue(json.contains("\"verdict\":\"fail\""), json);
        assertTrue(json.contains("\"mode\":\"interpreter\""), json);
        String cold = Files.readString(reports.resolve("Cases.measuresNineIsolatesUnderFaults_BudgetedSimulator.json"));
        assertTrue(cold.contains("\"queries\":9"), cold);
    }
}
