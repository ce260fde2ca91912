package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A declared exchange with the index of its bindings. Belongs to one {@link Topology}, under whose contract on threads
 * it stands; identity is what counts, so one declared again after a delete is another.
 */
public final class Exchange {
    private final long id;
    private final ExchangeDeclaration declaration;
    private final ExchangeType type;
    private final String alternateArgument;
    private String alternateByPolicy;
    private String declaredBy = "";

    /** This exchange as the receiving end of bindings. */
    final Destination asDestination = new Destination(this);

    private final Map<Binding, Bound> outbound = new LinkedHashMap<>();
    private BindingIndex index;
    private QueueDestination store;

    Exchange(long id, ExchangeDeclaration declaration, ExchangeType type) {
        this.id = id;
        this.declaration = declaration;
        this.type = type;
        this.alternateArgument = declaration.arguments().string(ExchangeRules.ALTERNATE_EXCHANGE);
        this.index = type.newIndex(declaration.arguments());
    }

    /** A number that no other exchange of the topology has or had. */
    public long id() {
        return id;
    }

    /** What it was declared with. */
    public ExchangeDeclaration declaration() {
        return declaration;
    }

    /** The name, empty for the default exchange. */
    public String name() {
        return declaration.name();
    }

    /** The name of its type, such as {@code topic}. */
    public String type() {
        return declaration.type();
    }

    /** Whether it survives a restart. */
    public boolean durable() {
        return declaration.durable();
    }

    /** Whether it goes when it has lost its last binding as a source. */
    public boolean autoDelete() {
        return declaration.autoDelete();
    }

    /** Whether clients may not publish to it. */
    public boolean internal() {
        return declaration.internal();
    }

    /** The arguments it was declared with. */
    public FieldTable arguments() {
        return declaration.arguments();
    }

    /**
     * The name of the exchange that gets what this one cannot route, or null: the argument {@code alternate-exchange},
     * which counts before a policy. It need not exist.
     */
    public String alternate() {
        return alternateArgument != null ? alternateArgument : alternateByPolicy;
    }

    /** What a policy says about the alternate exchange, or null. */
    public String alternateByPolicy() {
        return alternateByPolicy;
    }

    /** Sets what a policy says about the alternate exchange, null if no policy does. Changes routing. */
    public void alternateByPolicy(String name) {
        alternateByPolicy = name;
    }

    /** The user who declared it; "" if it was there from the start, or is from before this was kept. */
    public String declaredBy() {
        return declaredBy;
    }

    /** Sets who declared it, which is only told. */
    public void declaredBy(String user) {
        declaredBy = user;
    }

    /** How many of the messages that passed it are kept for who binds later; 0 for most types, which keep none. */
    public int historyLength() {
        return type.historyLength(arguments());
    }

    /** Whether it holds messages back that ask for it; they are to be kept in a {@link #store}. */
    public boolean delays() {
        return type instanceof DelayedExchange;
    }

    /** What messages that are held back reach, or did until it was deleted; null if it has none. */
    public QueueDestination store() {
        return store;
    }

    /**
     * Gives an exchange that {@link #delays} its store, which nobody else can reach. It goes with the exchange. Changes
     * routing.
     */
    public void store(QueueDestination added) {
        store = added;
        ((DelayedIndex) index).store(added);
    }

    ExchangeType exchangeType() {
        return type;
    }

    BindingIndex index() {
        return index;
    }

    Map<Binding, Bound> outbound() {
        return outbound;
    }

    void attach(Bound bound) {
        outbound.put(bound.binding, bound);
        bound.destination.attach(bound);
        index.add(bound.binding, bound.destination);
    }

    /** Undoes {@link #attach} on this side; the destination's side is the caller's. */
    void detach(Bound bound) {
        outbound.remove(bound.binding);
        index.remove(bound.binding, bound.destination);
    }

    /** Forgets all bindings at once; whoever still holds the exchange finds that it routes nowhere. */
    void detachAll() {
        outbound.clear();
        index = type.newIndex(declaration.arguments());
    }

    @Override
    public String toString() {
        return "exchange '" + name() + "'";
    }
}
