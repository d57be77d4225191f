package dev.evodb.sim.junit;

import dev.evodb.sim.Summary;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.report.HtmlReport;
import dev.evodb.sim.report.JsonReport;
import dev.evodb.sim.report.RunReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// What `SnippetBudget` does.
final class SnippetBudgetExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SnippetBudgetExtension.class);
    private static final String REPORTS = "evodb.sim.reports";
    private static final String DEFAULT_REPORTS = "target/snippet-reports";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BudgetedSimulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SnippetBudget budget =
                budget(context).orElseThrow(() -> new ParameterResolutionException("the test has no @SnippetBudget"));
        Profile limits;
        try {
            limits = limits(budget);
        } catch (IllegalArgumentException e) {
            throw new ParameterResolutionException(String.valueOf(e.getMessage()), e);
        }
        BudgetedSimulator simulator = new BudgetedSimulator(limits, budget.mode(), budget.samples());
        if (!budget.snippet().isEmpty()) {
            try {
                simulator.snippet(budget.host(), Path.of(budget.snippet()));
            } catch (IOException e) {
                throw new ParameterResolutionException("cannot read the snippet " + budget.snippet(), e);
            }
        }
        // The store closes it when the test is over.
        context.getStore(NAMESPACE).put(BudgetedSimulator.class, simulator);
        return simulator;
    }

    private static Optional<SnippetBudget> budget(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), SnippetBudget.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), SnippetBudget.class));
    }

    private static Profile limits(SnippetBudget budget) {
        Profile plan = Profile.of(budget.profile());
        return new Profile(
                plan.name(),
                budget.cpuMillis() < 0 ? plan.cpuMicros() : Math.round(budget.cpuMillis() * 1_000),
                budget.memoryMebibytes() < 0 ? plan.memoryBytes() : Math.round(budget.memoryMebibytes() * (1 << 20)),
                budget.packageBytes() < 0 ? plan.packageBytes() : budget.packageBytes(),
                budget.subrequests() < 0 ? plan.subrequests() : budget.subrequests());
    }

    /// Measures and judges, unless the test has failed by itself.
    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        BudgetedSimulator simulator = context.getStore(NAMESPACE).get(BudgetedSimulator.class, BudgetedSimulator.class);
        if (simulator == null
                || !simulator.isUsed()
                || context.getExecutionException().isPresent()) {
            return;
        }
        String title = context.getRequiredTestClass().getSimpleName() + " " + context.getDisplayName();
        RunReport report = simulator.measure(title);
        Path folder = Path.of(context.getConfigurationParameter(REPORTS).orElse(DEFAULT_REPORTS));
        Files.createDirectories(folder);
        String name = (context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName())
                .replaceAll("[^A-Za-z0-9._-]+", "_")
                .replaceAll("_+$", "");
        Path page = folder.resolve(name + ".html");
        try (Writer html = Files.newBufferedWriter(page);
                Writer json = Files.newBufferedWriter(folder.resolve(name + ".json"))) {
            HtmlReport.write(html, report);
            JsonReport.write(json, report);
        }
        context.publishReportEntry("snippet-report", page.toString());
        Verdict verdict = report.verdict();
        if (!verdict.isPass()) {
            throw new AssertionError(message(verdict, page));
        }
    }

    private static String message(Verdict verdict, Path page) {
        Summary summary = verdict.summary();
        Profile limits = verdict.limits();
        return String.format(
                Locale.ROOT,
                "the snippet is over its budget:%n  %s%n%s mode: CPU %.2f of %.2f ms, live memory %d of %d bytes,"
                        + " subrequests %d of %d, package %d of %d bytes%nreport: %s",
                String.join("\n  ", verdict.violations()),
                summary.mode(),
                verdict.decisiveCpuMillis(),
                limits.cpuMicros() / 1000.0,
                summary.liveMemoryBytes().orElse(0),
                limits.memoryBytes(),
                summary.subrequests(),
                limits.subrequests(),
                summary.packageBytes(),
                limits.packageBytes(),
                page.toAbsolutePath());
    }
}
