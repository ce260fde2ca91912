package io.leveret.codec;

/**
 * A refusal that goes to the client as {@code channel.close} or {@code connection.close}.
 *
 * <p>Carries no stack trace: it is an answer, not a fault, and hostile clients cause many.
 */
public final class AmqpException extends Exception {
    private static final String DASH = " - ";

    private final transient ReplyCode code;
    private final boolean endsConnection;
    private final int classId;
    private final int methodId;

    /**
     * A refusal whose scope is the one that the specification gives to its code; no method is named.
     *
     * @param explanation what stands behind the code's name; if empty, the name stands alone, as when RabbitMQ stumbles
     */
    public AmqpException(ReplyCode code, String explanation) {
        this(code, explanation, code.hard(), 0, 0);
    }

    private AmqpException(ReplyCode code, String explanation, boolean endsConnection, int classId, int methodId) {
        super(explanation.isEmpty() ? code.name() : code.name() + DASH + explanation, null, false, false);
        this.code = code;
        this.endsConnection = endsConnection;
        this.classId = classId;
        this.methodId = methodId;
    }

    /** The same refusal, ending the whole connection whatever its code (RabbitMQ does so for a few soft codes). */
    public AmqpException endingConnection() {
        return new AmqpException(code, explanation(), true, classId, methodId);
    }

    /** The same refusal, naming the method that caused it, unless it names one already. */
    public AmqpException causedBy(int causingClass, int causingMethod) {
        return classId != 0
                ? this
                : new AmqpException(code, explanation(), endsConnection, causingClass, causingMethod);
    }

    private String explanation() {
        String text = getMessage();
        return text.length() == code.name().length()
                ? ""
                : text.substring(code.name().length() + DASH.length());
    }

    public ReplyCode code() {
        return code;
    }

    /** The reply text: the code's name, a dash, the explanation. At most 255 bytes of it go on the wire. */
    public String replyText() {
        return getMessage();
    }

    public boolean endsConnection() {
        return endsConnection;
    }

    /** Class of the method that caused it, 0 if none did. */
    public int classId() {
        return classId;
    }

    /** Method that caused it, 0 if none did. */
    public int methodId() {
        return methodId;
    }
}
