package io.leveret.persistence.log;

/** Is told when the log cannot take what it is given, and when it can again. On the log's threads. */
public interface LogAlarm {
    /**
     * Nothing that adds is to be submitted until {@link #cleared}; what settles still is.
     *
     * @param text why, for people
     */
    void raised(String text);

    void cleared();
}
