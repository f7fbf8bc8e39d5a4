using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.LoopbackServer;

/// <summary>The connections that are open, and those who wait for fewer.</summary>
internal sealed class ConnectionCounter
{
    private readonly Lock _lock = new();
    private readonly Waiters _waiters = new();
    private int _open;

    public int Open
    {
        get
        {
            lock (_lock)
                return _open;
        }
    }

    public void Add(int change)
    {
        lock (_lock)
        {
            _open += change;
            _waiters.Notify();
        }
    }

    public Task WaitForAtMostAsync(int count)
    {
        lock (_lock)
            return _waiters.WaitForAsync(() => _open <= count);
    }
}
