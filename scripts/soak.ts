console.log('soak: the long-running load test does not exist yet; there is nothing to run.');
