package dev.evodb.sim.junit;

import dev.evodb.sim.Mode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Fails a test whose snippets go over a budget, and injects the simulator that it sends its requests to.
///
/// ```java
/// @Test
/// @SnippetBudget(profile = "business", cpuMillis = 5, snippet = "src/main/snippet/main.js")
/// void answersWithinTheBudget(BudgetedSimulator edge) {
///     edge.origin("store.example", new FolderOrigin(folder));
///     Invocation invocation = edge.invoke(SnippetRequest.get("https://snippet.example/?q=1"));
///     assertEquals(200, invocation.answered().status());
/// }
/// ```
///
/// The test runs with the CPU limit out of the way, all other limits enforced. After it, the same
/// requests are measured in a process of their own, in the stated mode, with what the origins answered in
/// the test; that decides. A report of each test is written as HTML and JSON into the folder of the
/// configuration parameter `evodb.sim.reports`, by default `target/snippet-reports`.
///
/// On a class it holds for every test that has no budget of its own and takes a `BudgetedSimulator`.
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SnippetBudgetExtension.class)
public @interface SnippetBudget {
    /// `evodb`, `pro`, `business` or `enterprise`: the limits that are not stated beside it.
    String profile() default "evodb";

    /// CPU time of one request, in milliseconds; that of the profile if negative.
    double cpuMillis() default -1;

    /// Live memory of an isolate, in MiB; that of the profile if negative.
    double memoryMebibytes() default -1;

    /// Subrequests of one request; those of the profile if negative.
    int subrequests() default -1;

    /// Bytes of a package; those of the profile if negative.
    int packageBytes() default -1;

    /// The file of a snippet for `host`, relative to the working folder; none if empty.
    String snippet() default "";

    /// The hostname of `snippet`.
    String host() default "snippet.example";

    /// How the decisive CPU time is measured. Without a compiler it does not depend on the machine's
    /// load.
    Mode mode() default Mode.INTERPRETER;

    /// Passes over the requests of the test; in mode cold at least as many as make nine isolates.
    int samples() default 1;
}
