package io.leveret.persistence.log;

import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimPower;
import java.util.Random;

/** The two directories of a log on one machine. */
public record LogDisks(SimPower power, SimDisk log, SimDisk segments) {
    /** New ones, empty. */
    public static LogDisks fresh() {
        SimPower power = new SimPower();
        return new LogDisks(power, new SimDisk(power), new SimDisk(power));
    }

    /** As they may be found if the power goes off now. */
    public LogDisks powerCut(Random random) {
        SimPower next = new SimPower();
        return new LogDisks(next, log.powerCut(random, true, next), segments.powerCut(random, true, next));
    }

    /** As they are, all that was done included. */
    public LogDisks copy() {
        SimPower next = new SimPower();
        return new LogDisks(next, log.copy(next), segments.copy(next));
    }

    void heal() {
        log.heal();
        segments.heal();
    }
}
