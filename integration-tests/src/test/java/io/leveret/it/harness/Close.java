package io.leveret.it.harness;

/** What connection.close and channel.close say: the code, the text, and the method that was refused (0 when none). */
public record Close(int code, String text, int methodId) {
    static Close of(Frame frame) {
        Fields fields = frame.fields();
        return new Close(fields.int16(), fields.shortString(), fields.int32());
    }

    @Override
    public String toString() {
        return "%d '%s' (%d.%d)".formatted(code, text, methodId >> 16, methodId & 0xFFFF);
    }
}
