package dev.evodb.cli;

/// What the process answers to its caller; scripts depend on the numbers.
enum ExitCode {
    DONE(0),
    FAILED(1),
    BAD_USAGE(2),
    BAD_DATA(3),
    BUDGET_MISSED(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
