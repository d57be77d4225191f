package dev.evodb.cli.output;

import java.io.Console;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// Progress of a command's work: a bar a stage on a terminal, one line a stage elsewhere. Everything goes
/// to standard error. For one thread; closing ends the bar.
public final class Progress implements AutoCloseable {
    private final String task;
    private final PrintWriter err;
    private final boolean isTerminal;
    private String stage = "";
    private @Nullable ProgressBar bar;

    public Progress(String task, PrintWriter err) {
        this.task = task;
        this.err = err;
        this.isTerminal = isTerminal();
    }

    /// Whether a person is looking on.
    // Two checks disagree here: Error Prone knows that JDK 25 always has a console, NullAway that it may be null.
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// `done` of `total` rows; a bar on a terminal, and nothing elsewhere. `total` is 0 where it is not
    /// known.
    public void rows(long done, long total) {
        if (isTerminal) {
            at("rows", (int) Math.min(Integer.MAX_VALUE, done), (int) Math.min(Integer.MAX_VALUE, total));
        }
    }

    /// `done` of `total` steps of `newStage` are done; `total` is 0 where it is not known.
    public void at(String newStage, int done, int total) {
        if (!newStage.equals(stage)) {
            finishStage();
            stage = newStage;
            if (isTerminal) {
                bar = new ProgressBarBuilder()
                        .setTaskName(task + ": " + newStage)
                        .setInitialMax(total == 0 ? -1 : total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .build();
            } else {
                err.println(task + ": " + newStage);
            }
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        finishStage();
    }

    /// Ends the bar of the current stage, so that something else may be printed.
    public void finishStage() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
