package io.leveret.queue;

/** Is shown the messages of a queue, one after the other. */
interface ContentsVisitor {
    /** One message that is present; page and index are valid during the call. */
    void message(Page page, int index);
}
