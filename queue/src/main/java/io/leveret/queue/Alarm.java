package io.leveret.queue;

/** The next time at which the machine wants to be told that it has come. */
final class Alarm {
    private final TimeEffects effects;
    private long askedForMs = Fact.NEVER;

    Alarm(TimeEffects effects) {
        this.effects = effects;
    }

    /** Sees to it that the machine is told then or earlier; {@link Fact#NEVER} for no matter when. */
    void at(long atMs) {
        if (atMs < askedForMs) {
            askedForMs = atMs;
            effects.wakeAt(atMs);
        }
    }

    /** It was told. */
    void rang(long nowMs) {
        if (nowMs >= askedForMs) {
            askedForMs = Fact.NEVER;
        }
    }
}
