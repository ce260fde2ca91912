package io.leveret.broker.logs;

/** Takes lines of the log besides the outputs that this package knows. Any thread; neither method may wait. */
public interface LogSink {
    /** Whether a line of this thread would be taken now. */
    boolean wants();

    /**
     * Takes a line.
     *
     * @param level as RabbitMQ names it
     * @param atSeconds since 1970
     * @param contentType of the line
     * @param line without its end, in UTF-8
     */
    void line(String level, long atSeconds, String contentType, byte[] line);
}
