package io.leveret.management.ctl;

/** Time between two looks, or two steps, of a command. */
final class Pause {
    private Pause() {}

    static void ms(long pauseMs) throws CommandFailure {
        try {
            Thread.sleep(pauseMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.error(ExitCode.SOFTWARE, "interrupted");
        }
    }
}
