package dev.evodb.rivals;

import picocli.CommandLine.Command;

@Command(name = "kernels")
final class KernelsCommand implements Runnable {
    @Override
    public void run() {}
}
